// Package handlers is HTTP in and HTTP out: the table of all routes (routes.go)
// and one block of middleware (middleware.go). The handlers are in the packages
// below, one for each family of pages. What families share is in site.
//
// A handler parses what came, asks a znode.Reader, fills a view model and
// returns an error when it cannot.
package handlers
