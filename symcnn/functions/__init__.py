"""What SymPy lacks: scalar functions with their slopes, the Iverson bracket, window maxima, named partial derivatives."""
