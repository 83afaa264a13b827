package sentiment_test

import (
	"fmt"
	"log"

	"switchyard/models"
	"switchyard/models/starter"
	"switchyard/sentiment"
)

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

	reader, err := sentiment.NewReader(set.Model(models.Sentiment), set.Model(models.Anger), sentiment.DefaultFalseAlarms)
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{
		"Thank you so much, you are wonderful, I love it!",
		"I hate this. You are idiots and I am furious, what a disgusting company.",
	} {
		feeling, err := reader.Sentiment(text)
		if err != nil {
			log.Fatal(err)
		}
		anger, err := reader.Anger(text, "en")
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(feeling.Label, feeling.Valence > 0, anger.Flagged)
	}
	// Output:
	// positive true false
	// negative false true
}
