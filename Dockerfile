# The images are named by tag: pin them by digest where you build from, as
# image@sha256:…, to build from the same bits each time.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /zkweb ./cmd/zkweb

# Certificates, time zones, a user without rights, and nothing else.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /zkweb /zkweb
USER 65532:65532
ENV ZKWEB_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["/zkweb", "health"]
ENTRYPOINT ["/zkweb"]
CMD ["serve"]
