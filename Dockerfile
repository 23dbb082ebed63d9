# syntax=docker/dockerfile:1
# Several stages: what builds is not what runs. Runs as user 10001, and with a read-only root file system,
# if /tmp may be written to (docker-compose.yml shows how).

FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements.txt \
 && /venv/bin/python -m compileall -q /venv

# What `docker compose --profile simulator` needs beside: never part of the image for production.
FROM build AS build-simulator
COPY requirements-simulator.txt .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-simulator.txt

FROM python:3.12-slim-bookworm AS base
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Celery takes a group without a name for root's.
RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin portal
WORKDIR /app
COPY . .

FROM base AS simulator
COPY --from=build-simulator /venv /venv
USER 10001:10001
EXPOSE 8001 8002/udp 8002/tcp
CMD ["python", "-m", "cloudmailin.simulator", "--host", "0.0.0.0", "--data", "/tmp/simulator.json"]

FROM base AS portal
COPY --from=build /venv /venv
ENV STATIC_ROOT=/app/static-served MEDIA_ROOT=/media
# The keys are made for this one command, and kept nowhere.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    FIELD_KEYS="$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
    DATABASE_URL=postgresql:/// REDIS_URL=redis:// SECURE_COOKIES=false python manage.py collectstatic --no-input \
 && python -m compileall -q portal cloudmailin tenants \
 && install -d -o 10001 -g 10001 /media
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8000)}/healthz', timeout=3)"]
CMD ["python", "-m", "gunicorn", "portal.wsgi", "--no-control-socket"]
