// Package jobs does long work on a person's behalf, such as deleting a large subtree. A job
// continues when the person's page has gone, waits while ZooKeeper is away, can be paused, resumed
// and cancelled, also after a restart of the console, and reports on each znode.
package jobs
