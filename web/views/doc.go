// Package views turns typed view models into HTML. It decides nothing: the handler that fills a
// model has found out what the page says. This package has what all pages share: the Shell around
// each, links, formats and ErrorPage. The pages are in packages of their own, one for each family
// of handlers, with one struct for each page. Each struct is a templ.Component: fill it, then
// Render it into a buffer.
//
// Everything in a model may be hostile. Names, paths and data stay text until they are written, and
// characters that could deceive a reader are escaped (Visible). No page has an inline style, script
// or event handler, since the console's Content-Security-Policy forbids them.
package views
