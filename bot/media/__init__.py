"""What workers send beside words: fetched, looked at, sealed; and the copies that vendors are told to delete."""
