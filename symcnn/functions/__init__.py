"""What SymPy lacks: functions with their slopes, the Iverson bracket, window maxima, named partial derivatives."""
