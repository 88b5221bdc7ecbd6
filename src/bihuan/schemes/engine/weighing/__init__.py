"""Where the shares of a node's parts come from: one module for each family of ways, all exact."""
