"""Right sides as frozen trees, how they are built, walked and renamed."""
