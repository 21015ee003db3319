// Package handlers handles HTTP requests: it has the table of all routes (routes.go) and the
// middleware (middleware.go). The handlers are in the packages below, one for each family of pages.
// What families share is in package site.
//
// A handler parses the request, asks a znode.Reader, and fills a view model, or returns an error.
package handlers
