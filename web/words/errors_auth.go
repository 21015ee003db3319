package words

import "zkweb/zkconn/znode"

// englishAuth has the errors of signing in and out.
var englishAuth = Errors{
	znode.CodeFormMzxid:          text("The form’s mzxid is not a whole number, as the znode’s stat shows it."),
	znode.CodeSignedOut:          text("You were signed out of this cluster: you may no longer sign in to it, or your password has changed. Sign in again."),
	znode.CodeSignedOutMeanwhile: text("You were signed out while you signed in. Sign in again."),
	znode.CodeSignedInMeanwhile:  text("You signed in from another tab at the same moment. Reload the page."),
	znode.CodeConsoleFull:        text("Too many people are signed in. Sessions that nobody uses end after 30 minutes: try again then."),
	znode.CodeSessionIdle: func(a znode.Args) string {
		return "Nothing was asked for in " + a["after"] + "."
	},
	znode.CodeSessionOld: func(a znode.Args) string {
		return "It was " + a["after"] + " old."
	},
	znode.CodeSignedInAgain: text("Somebody signed in to this cluster again in the same browser."),
	znode.CodeTakenOver:     text("Somebody else signed in, in the same browser."),
	znode.CodeNoSuchSession: text("There is no such session, or it has ended already."),
	znode.CodeNameRequired:  text("Sign in with your user name and password: this console lets in only the people it knows."),
}
