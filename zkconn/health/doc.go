// Package health knows how the servers of clusters are: it asks them again and again,
// apart from anybody's session, keeps what they told over the last hours, and says what
// is wrong. It asks with four-letter words and, where those are not allowed, at
// AdminServer; it changes nothing and reads no znode. What others have seen of znodes
// that is a matter of the whole cluster, they note here.
package health
