// Package e2e holds journeys: what a person does with the console, done in a
// real Chromium, the main ones in a real Firefox too, against the real program and
// real ZooKeeper servers. It has tests only.
package e2e
