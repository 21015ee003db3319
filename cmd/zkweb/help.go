package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// printHelp lists all commands, and the flags of the first.
func printHelp(w io.Writer, all []command) {
	fmt.Fprintln(w, "zkweb is a web console for Apache ZooKeeper.\n\nUsage: zkweb [COMMAND] [FLAGS]\n\nCommands:")
	printCommands(w, all)
	fmt.Fprintf(w, "\nzkweb COMMAND --help says more of each. Without a command it is %s.\n", all[0].Name)
	all[0].PrintFlags(w)
}

// printGroup lists the commands whose names begin with the same word.
func printGroup(w io.Writer, group []command) {
	fmt.Fprintf(w, "Usage: zkweb %s ACTION\n\nActions:\n", firstWord(group[0].Name))
	printCommands(w, group)
	fmt.Fprintf(w, "\nzkweb %s ACTION --help says more of each.\n", firstWord(group[0].Name))
}

func printCommands(w io.Writer, list []command) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, command := range list {
		does, _, _ := strings.Cut(command.Does, "\n")
		fmt.Fprintf(table, "  %s\t%s\n", strings.TrimSpace(command.Name+" "+command.Arguments), does)
	}
	_ = table.Flush() // like fmt.Fprint, it ignores errors: there is nobody to tell
}
