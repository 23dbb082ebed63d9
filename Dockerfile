FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home portal
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
RUN SECRET_KEY=build FIELD_KEYS=build DATABASE_URL=postgresql:/// REDIS_URL=redis:// STATIC_ROOT=/app/static-served \
    python manage.py collectstatic --no-input
ENV STATIC_ROOT=/app/static-served
USER portal
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket"]
