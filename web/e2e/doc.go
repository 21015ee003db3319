// Package e2e has the end-to-end tests, called journeys: they do what people do with the console,
// in a real Chromium, and the main ones also in a real Firefox, with the real program and real
// ZooKeeper servers. It contains only tests.
package e2e
