package views

import "strings"

// loginTitle says first that something is wrong: it is what is read out first.
func loginTitle(p LoginPage) string {
	if p.Problem != nil {
		return "Not signed in: " + problemTitle(p.Problem.Kind)
	}
	return "Sign in"
}

// ensemble is a cluster's connection string, spaced out for reading.
func ensemble(cluster ClusterLink) string {
	return joinVisible(cluster.Servers) + Visible(cluster.Chroot)
}

func joinVisible(texts []string) string { return Visible(strings.Join(texts, ", ")) }
