package txnlog

// Proof is why transactions are believed to be all that were committed.
type Proof string

// The proofs, the strongest first.
const (
	ProofDigest  Proof = "digest"  // each one's digest is that of the tree, so that nothing before it is missing or other
	ProofSources Proof = "sources" // two servers' logs have the same
	ProofSeen    Proof = "seen"    // one server's log has them, and that server says that it has gone past them
	ProofWatched Proof = "watched" // a client that watched was told of them; between two of them others may be missing
	ProofFound   Proof = "found"   // a client found them when it looked again; what came and went meanwhile is missing
)

// Dense reports whether transactions that are believed for it stand without a hole, so
// that another zxid than the next one tells of a gap. What a client sees is never so.
func (p Proof) Dense() bool { return p != ProofWatched && p != ProofFound }

// Span is a run of transactions, from First to Last, between which none is missing where
// its Proof is Dense.
type Span struct {
	First, Last int64 // zxids
	Source      string
	Proof       Proof
}

// Gap is a run of zxids of which it is not known what happened, from the one behind
// After to the one before Before.
type Gap struct {
	After, Before int64 // zxids of the transactions on both sides
	Cause         GapCause
}

// GapCause is why transactions are missing.
type GapCause string

// The causes of gaps.
const (
	GapStart    GapCause = "start"    // the record begins there: what was before lies in no file
	GapSnapshot GapCause = "snapshot" // the server was synced by a snapshot, and its log lacks what that held
	GapPurged   GapCause = "purged"   // the files were purged before they were read
	GapDamaged  GapCause = "damaged"  // the file cannot be read there
	GapAway     GapCause = "away"     // nobody watched: the recorder was not there, or not connected
	GapFlood    GapCause = "flood"    // more happened than the watching recorder could hear of
	GapPolled   GapCause = "polled"   // the servers have no recursive watch (before 3.6): it was looked at from time to time
)
