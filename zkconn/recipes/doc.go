// Package recipes recognises what well-known libraries and systems keep in ZooKeeper: a lock with
// its line, a queue, Kafka's controller, Patroni's leader.
//
// The package reads nothing from ZooKeeper. It gets what a page has read for its reader, so it
// cannot reveal more than the page does.
//
// A name alone proves nothing. A system is recognised by several names beside each other or by the
// form of its data, and a line by the ephemeral znodes in it. Each file has one recipe or one
// system.
package recipes
