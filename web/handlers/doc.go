// Package handlers is HTTP in and HTTP out: one file for each verb and noun,
// one route table (routes.go), one block of middleware (middleware.go) and one
// function that writes an error (errors.go).
//
// A handler parses what came, asks a znode.Reader, fills a view model and
// returns an error when it cannot.
package handlers
