// Package recipes recognises what well-known libraries and systems keep in
// ZooKeeper: a lock with its line, a queue, Kafka's controller, Patroni's leader.
//
// It reads nothing. It is shown what a page has read for its reader, and so it
// tells nobody what the page does not. Names alone prove nothing: a system is
// recognised by several names beside each other or by the form of its data, a line
// by the ephemeral znodes in it. A file has one recipe or one system.
package recipes
