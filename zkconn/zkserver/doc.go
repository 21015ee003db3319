// Package zkserver starts real ZooKeeper servers, alone or as an ensemble, on
// free loopback ports with throw-away data. It can pause, kill, restart and wipe
// them. "zkweb demo" and the tests run on it.
//
// A server is a child process and ends with the process that started it, on
// Linux even when that is killed.
package zkserver
