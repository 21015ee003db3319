package auth

import (
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/pool"
)

// SignInOf returns the sign-in of a person, in no console session. Nothing is asked of a
// server.
func SignInOf(person people.Person, lease *pool.Lease) *SignIn {
	a := &Authenticator{rules: guard.Rules{}.WithDefaults()}
	return newSignIn(&Access{auth: a, lease: lease, person: person}, "192.0.2.1")
}

// LeadsTo returns the name of the cluster that it leads to, "" once it is closed.
func (o *Outlasting) LeadsTo() string {
	if _, err := o.lease.Another(); err != nil {
		return ""
	}
	return o.lease.Cluster().Name
}
