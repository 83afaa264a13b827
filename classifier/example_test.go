package classifier_test

import (
	"fmt"
	"log"

	"switchyard/classifier"
	"switchyard/models"
	"switchyard/models/starter"
)

// A team would open its own bundle with models.OpenDir; this one comes with
// the program.
func Example() {
	bundles, err := starter.Bundles()
	if err != nil {
		log.Fatal(err)
	}
	set, err := models.OpenSet(bundles, models.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = set.Close() }()

	category := classifier.New(set.Model(models.Category))
	ticket := models.Text("Re: refund", "Hello,\nI sent the shoes back two weeks ago and my refund has still not arrived. Where is my money?\n\n> On Monday we wrote ...")
	answer, err := category.Classify(ticket, "en")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Label, answer.Probability > .5, answer.Abstained)

	answer, err = category.Classify("환불이 아직 안 됐어요", "ko") // the bundle learnt no Korean
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Abstained, answer.Reason)
	// Output:
	// refund_return true false
	// true language_not_covered
}
