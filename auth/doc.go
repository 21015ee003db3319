// Package auth knows who is signed in, what they may do, and puts what they do on
// record: the console sessions of browsers and the sign-ins to clusters that each
// holds (Authenticator), who somebody is by a cluster's user directory
// (Directory), the policy (Decide), and the one way to a cluster's znodes, which
// asks the policy and keeps the record (Guard).
//
// A console session is known to a browser by a random id in a cookie and lives
// in this process's memory, under the id's hash. Credentials live inside the
// zkconn.Lease of a sign-in and nowhere else.
package auth
