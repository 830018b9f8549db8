"""nginx in front of a drill's web servers, as deploy/nginx.conf has it; not there, not in front."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    limit_conn_zone $server_port zone=busy:1m;
    limit_conn_status 503;
    proxy_cache_path {folder}/cache keys_zone=warta:5m use_temp_path=off;
    upstream warta {{ {servers} keepalive 32; }}
    server {{
        listen 127.0.0.1:{port};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Request-ID $request_id;
        proxy_connect_timeout 2s;
        location / {{ proxy_pass http://warta; }}
        location /api/v1/ {{
            proxy_pass http://warta;
            proxy_cache warta;
            proxy_cache_key $host$request_uri;
            proxy_cache_methods GET HEAD;
            proxy_cache_lock on;
            proxy_cache_background_update on;
            proxy_cache_use_stale updating;
            proxy_cache_bypass $http_warta_min_version;
            add_header X-Cache $upstream_cache_status always;
        }}
        location ~ ^/api/v1/(slots|events|click|manage|preview)/ {{
            limit_conn busy 128;
            error_page 503 @busy;
            proxy_pass http://warta;
        }}
        location @busy {{
            add_header Retry-After 1 always;
            default_type application/problem+json;
            return 503 '{{"status": 503, "code": "unavailable"}}';
        }}
    }}
}}
"""


def program() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def in_front_of(ports: Sequence[int], *, port: int, folder: Path) -> Iterator[None]:
    found = program()
    assert found is not None
    folder.mkdir()
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=0;" for each in ports)
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(user=user, folder=folder, servers=servers, port=port))
    process = subprocess.Popen(
        [found, "-c", str(configuration), "-p", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()
