// Package feedback gathers what people say of the machine's answers: how right
// they are, by the share that was judged blindly, and which tickets are worth a
// label next.
package feedback
