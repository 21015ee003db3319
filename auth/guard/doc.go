// Package guard is a person's only way to the znodes of a cluster. A Guard asks
// the policy, masks secrets, and puts what the person does on record.
package guard
