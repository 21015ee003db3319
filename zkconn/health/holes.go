package health

import (
	"cmp"
	"strings"

	"zkweb/zkconn/cluster"
)

// HolesAsOf is the date of the list of known security holes below.
const HolesAsOf = "2026-03-10"

// hole is a security hole of servers, as listed at zookeeper.apache.org/security.html. It affects
// all versions from first up to, and without, the fixed version of each release line.
type hole struct {
	cve   string
	lines []line
	admin bool // in AdminServer: servers without it are not affected
}

type line struct{ from, fixed cluster.Version }

func v(major, minor, patch int) cluster.Version {
	return cluster.Version{Major: major, Minor: minor, Patch: patch}
}

// holes lists the known security holes of servers, but not those of clients. A release line without
// a fix is given the first version of the next line.
var holes = []hole{
	{cve: "CVE-2017-5637", lines: []line{{v(3, 4, 0), v(3, 4, 10)}, {v(3, 5, 0), v(3, 5, 3)}}},
	{cve: "CVE-2018-8012", lines: []line{{v(3, 4, 0), v(3, 4, 10)}, {v(3, 5, 0), v(3, 5, 4)}}},
	{cve: "CVE-2019-0201", lines: []line{{v(3, 4, 0), v(3, 4, 14)}, {v(3, 5, 0), v(3, 5, 5)}}},
	{cve: "CVE-2023-44981", lines: []line{{v(3, 4, 0), v(3, 7, 2)}, {v(3, 8, 0), v(3, 8, 3)}, {v(3, 9, 0), v(3, 9, 1)}}},
	{cve: "CVE-2024-23944", lines: []line{{v(3, 6, 0), v(3, 8, 4)}, {v(3, 9, 0), v(3, 9, 2)}}},
	{cve: "CVE-2024-51504", lines: []line{{v(3, 9, 0), v(3, 9, 3)}}, admin: true},
	{cve: "CVE-2025-58457", lines: []line{{v(3, 9, 0), v(3, 9, 4)}}, admin: true},
	{cve: "CVE-2026-24281", lines: []line{{v(3, 8, 0), v(3, 8, 6)}, {v(3, 9, 0), v(3, 9, 5)}}},
}

// HoleIDs returns the CVE numbers of all listed holes. Package words has a sentence for each.
func HoleIDs() []string {
	var ids []string
	for _, h := range holes {
		ids = append(ids, h.cve)
	}
	return ids
}

// fixedFor returns the version that fixes the hole, and whether the given version is affected.
func (h hole) fixedFor(version cluster.Version) (fixed cluster.Version, has bool) {
	for _, line := range h.lines {
		if compareVersions(version, line.from) >= 0 && compareVersions(version, line.fixed) < 0 {
			return line.fixed, true
		}
	}
	return cluster.Version{}, false
}

func compareVersions(a, b cluster.Version) int {
	return cmp.Or(cmp.Compare(a.Major, b.Major), cmp.Compare(a.Minor, b.Minor), cmp.Compare(a.Patch, b.Patch))
}

// holes finds the security holes of the versions that the servers run.
func (j *judgement) holes(servers []Server) {
	for _, h := range holes {
		var versions, fixes []string
		for _, version := range versionsOf(servers) {
			if fixed, has := h.fixedFor(version); has && (!h.admin || adminMayBe(servers, version)) {
				versions, fixes = append(versions, version.String()), append(fixes, fixed.String())
			}
		}
		if len(versions) > 0 {
			j.add(Hole, Warning, "", "cve", h.cve, "versions", strings.Join(versions, ", "), "fixed", fixes[len(fixes)-1], "asof", HolesAsOf)
		}
	}
}

// adminMayBe reports whether a server of this version may run AdminServer.
func adminMayBe(servers []Server, version cluster.Version) bool {
	for _, server := range servers {
		if server.Version == version && server.Admin != cluster.AdminAway {
			return true
		}
	}
	return false
}
