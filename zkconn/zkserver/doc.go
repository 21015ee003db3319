// Package zkserver starts real ZooKeeper servers, alone or as an ensemble, on free loopback ports
// with temporary data. It can pause, kill, restart and wipe them. "zkweb demo" and the tests use
// it.
//
// A server is a child process that ends with the process that started it. On Linux it does so even
// if that process is killed.
package zkserver
