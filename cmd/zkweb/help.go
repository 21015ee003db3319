package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

func printHelp(w io.Writer) {
	fmt.Fprintln(w, "zkweb is a web console for Apache ZooKeeper.\n\nUsage: zkweb [COMMAND] [FLAGS]\n\nCommands:")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, command := range commands {
		fmt.Fprintf(table, "  %s\t%s\n", command.name, command.does)
	}
	_ = table.Flush() // as fmt.Fprint: nobody is left to be told
	fmt.Fprintln(w)
	printFlags(w)
}

// printFlags lists the flags of serve and health.
func printFlags(w io.Writer) {
	fmt.Fprintln(w, "Flags of serve and health:")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, setting := range new(settings).list() {
		fmt.Fprintf(table, "  --%s\t%s", strings.TrimSpace(setting.name+" "+setting.form), setting.does)
		if setting.preset != "" {
			fmt.Fprintf(table, " (%s)", setting.preset)
		}
		fmt.Fprintln(table)
	}
	fmt.Fprintf(table, "  --%s FILE\ta YAML file with the flags' names as keys\n", configFlag)
	_ = table.Flush()
	fmt.Fprintln(w, `
Each flag is also an environment variable, ZKWEB_LISTEN for --listen, and a key
of the file. A flag wins over the environment, the environment over the file.
Several clusters: repeat the flag; part them by ";" in ZKWEB_CLUSTER; write a
list in the file.`)
}
