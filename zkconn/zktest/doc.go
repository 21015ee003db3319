// Package zktest starts real ZooKeeper servers, alone or as an ensemble, on
// free loopback ports with throw-away data, and breaks them: stopped, killed,
// restarted, wiped, behind a proxy that delays, cuts and blackholes. The tests
// run on it, and so does "zkweb demo".
//
// A server is a child process and dies with the process that started it, on
// Linux even when that is killed.
package zktest
