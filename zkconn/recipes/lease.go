package recipes

import "zkweb/zkconn/znode"

// recogniseLease recognises kazoo's NonBlockingLease. It keeps its holder and its end in a child
// named lease_holder, which is not ephemeral.
func recogniseLease(seen Seen) *Recipe {
	const holder = "lease_holder"
	if names, _ := seen.names(seen.Path); has(names, holder) {
		recipe := &Recipe{Of: kazoo, Code: "lease"}
		recipe.link(RelHolder, seen.Path, holder)
		return recipe
	}
	var lease struct {
		Version *int
		Holder  string
		End     string
	}
	if seen.Path.Name() != holder || !parseJSON(seen.Data, &lease) || lease.Version == nil || lease.End == "" {
		return nil
	}
	return &Recipe{Of: kazoo, Code: "lease.holder", Args: znode.Args{"holder": lease.Holder, "end": lease.End}}
}
