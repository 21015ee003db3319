// Package views turns typed view models into HTML. It decides nothing: what a
// page says has been found out by the handler that fills its model.
//
// What all pages share is here: the Shell around each, links, formats, ErrorPage. The
// pages are in packages of their own, one for each family of handlers, with one struct
// for each page. Each struct is a templ.Component: fill it, then Render it into a buffer.
//
// Everything in a model may be hostile. Names, paths and data are text until
// the last moment, and characters that would deceive a reader are shown escaped
// (Visible). No page holds an inline style, script or event handler: the
// console's Content-Security-Policy forbids them.
package views
