# The first stage builds wheels and an environment from hash-locked pins, the second runs them as nobody special.
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
# Dependencies change less often than code, so they are a layer of their own.
COPY requirements.txt requirements-dev.txt ./
RUN uv venv --python 3.11 /opt/bodega \
    && uv pip install --no-cache --python /opt/bodega/bin/python --require-hashes -r requirements.txt
COPY . .
RUN uv build --no-cache --all-packages --wheel --build-constraints requirements-dev.txt --require-hashes -o /dist \
    && uv pip install --no-cache --python /opt/bodega/bin/python --no-deps --no-index /dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/bodega bodega
COPY --from=build /opt/bodega /opt/bodega
ENV PATH=/opt/bodega/bin:$PATH PYTHONUNBUFFERED=1 BODEGA_HOST=0.0.0.0 BODEGA_PORT=8000 BODEGA_WORKER_PORT=8001
USER 10001
EXPOSE 8000 8001
CMD ["bodega", "serve"]
