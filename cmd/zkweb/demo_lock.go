package main

import "zkweb/zkconn/znode"

// sampleLock is a lock with a session for each contender. The first contender has the lowest
// sequence number, and holds the lock.
type sampleLock struct {
	prefix     string // of the contenders' znodes, before the sequence number
	contenders []string
}

func sampleLocks() []sampleLock {
	return []sampleLock{
		// As kazoo.recipe.lock.Lock: an ID and "__lock__", with the holder's name as data.
		{"/locks/nightly-report/2f1c9a7e5d3b48e6a0d4c8b2e6f09317__lock__", []string{"worker-1.example.com", "worker-2.example.com", "worker-3.example.com"}},
		// As Curator's InterProcessMutex: "_c_", a UUID and "-lock-".
		{"/locks/stock-import/_c_7c1de0a2-90a4-4b55-8f5b-0f2b9a3d6e11-lock-", []string{"10.20.5.11", "10.20.5.12"}},
	}
}

func (l sampleLock) znode(contender string) sampleNode {
	return sampleNode{path: l.prefix, data: []byte(contender), mode: znode.ModeEphemeral | znode.ModeSequential}
}
