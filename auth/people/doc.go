// Package people decides who somebody is in a cluster and what they may do
// there: the user directory and its profiles, the roles, and the policy. It
// knows nothing of browsers, sign-ins and records.
package people
