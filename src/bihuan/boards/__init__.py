"""What is made public: result pages, notices, posters, and the bundle anybody can verify."""
