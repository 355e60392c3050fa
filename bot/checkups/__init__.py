"""What `madoguchi doctor` looks at, one file for each kind of thing. Every finding is safe to share."""
