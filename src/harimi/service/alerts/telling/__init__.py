"""How an alert reaches people: who is told (`planning`), in which words (`wording`), and by which ways (`sending`)."""
