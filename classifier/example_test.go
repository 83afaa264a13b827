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
	ticket := models.Text("Re: new laptop", "Hello,\nplease order a laptop and a docking station for our new colleague.\n\n> On Monday we wrote ...")
	answer, err := category.Classify(ticket, "en")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Label, answer.Probability > .5, answer.Abstained)

	answer, err = category.Classify("मेरा लैपटॉप खराब है", "hi") // the bundle learnt English only
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Abstained, answer.Reason)
	// Output:
	// Hardware true false
	// true language_not_covered
}
