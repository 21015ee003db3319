// Command zkbench measures the console for `make bench`. It prints each row as a ratio to the raw
// floor, to the same calls on the client library, or to kazoo doing the same, measured in the same
// run. It builds the console, starts real ZooKeeper servers and uses the console over HTTP.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
)

// benchmark measures one row of the table.
type benchmark struct {
	name string // as given to -run
	run  func(*bench) (row, error)
}

// row is one line of the printed table.
type row struct{ job, against, goal, measured string }

var benchmarks = []benchmark{
	{"floor", pageAgainstFloor},
	{"cold", coldAgainstFloor},
	{"json", jsonAgainstFloor},
	{"leaf", leafPage},
	{"deep", deepPage},
	{"requests", pageRequests},
	{"big", bigChildren},
	{"mask", maskedPages},
	{"abandoned", abandonedSort},
	{"directory", directoryIdle},
	{"crowd", residentAfterCrowd},
	{"trail", trailCost},
	{"page", pageTime},
	{"throughput", pageThroughput},
	{"first", firstPageOfMany},
	{"later", laterPageOfMany},
	{"list", listWithStats},
	{"sessions", sessionMemory},
	{"streams", streamBroadcast},
	{"streams-memory", streamMemory},
	{"live", liveChange},
	{"weight", pageWeight},
	{"resident", residentAfterPages},
	{"failover", failoverTime},
	{"servers", serversPage},
	{"find-name", findByName},
	{"find-name-multi", findByNameAgainstMulti},
	{"find-data", findByData},
	{"find-first", findFirst},
	{"compare", compareEqual},
	{"delete", deleteAll},
	{"copy", copyAll},
	{"import", importAll},
	{"acl", setACLs},
	{"undo", undoDeletion},
	{"find-memory", findMemory},
	{"clients", sessionsPage},
	{"report", monthReport},
	{"log", readLog},
	{"take-in", takeIn},
	{"fresh", fresh},
	{"day", storeDay},
	{"past", askPast},
	{"past-tree", wholePast},
}

func main() {
	only := flag.String("run", "", "names of the rows to measure, parted by commas; all when left out")
	keep := flag.String("history", "", "folder for the history of ten million transactions, made where it is not there; one that is thrown away when left out")
	trail := flag.String("trail", "", "folder for the trail of ten million entries, likewise")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only, *keep, *trail); err != nil {
		fmt.Fprintln(os.Stderr, "zkbench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only, keep, trail string) error {
	b, err := newBench(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	b.keep, b.keepTrail = keep, trail
	fmt.Printf("%s\n\n| job | against | goal | measured |\n| --- | --- | --- | --- |\n", machine())
	for _, each := range benchmarks {
		if only != "" && !slices.Contains(strings.Split(only, ","), each.name) {
			continue
		}
		measured, err := each.run(b)
		if err != nil {
			return fmt.Errorf("%s: %w", each.name, err)
		}
		fmt.Printf("| %s | %s | %s | %s |\n", measured.job, measured.against, measured.goal, measured.measured)
	}
	return nil
}
