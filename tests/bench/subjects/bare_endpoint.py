"""What FastAPI allows: an endpoint that reads the same body and does nothing with it."""

import os
import socket

import uvicorn
from fastapi import FastAPI, Request, Response

from tests.bench.subject import begin, tell


def application() -> FastAPI:
    app = FastAPI()

    @app.post("/webhooks/twilio/sms")
    async def hello(request: Request) -> Response:
        await request.body()
        return Response(b"<Response/>", media_type="text/xml")

    return app


def main() -> None:
    begin()
    here = socket.create_server(("127.0.0.1", 0), backlog=2048)
    settings = uvicorn.Config(
        application(), loop="uvloop", http="httptools", access_log=False, log_level="warning", lifespan="off"
    )
    tell(pid=os.getpid(), port=here.getsockname()[1])
    uvicorn.Server(settings).run(sockets=[here])


if __name__ == "__main__":
    main()
