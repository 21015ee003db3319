package zkconn

import "fmt"

// SessionID writes a session id as ZooKeeper's own logs do: 0x and hex digits.
func SessionID(id int64) string { return fmt.Sprintf("%#x", uint64(id)) }
