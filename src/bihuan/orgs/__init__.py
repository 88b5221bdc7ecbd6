"""Who there is (units, posts, people) and who may do what."""
