// Package jobs does long work on a person's behalf, such as deleting a large
// subtree: it goes on when their page has gone, waits while ZooKeeper is away, can be
// paused, cancelled and resumed, also after a restart of the console, and reports
// what became of each znode.
package jobs
