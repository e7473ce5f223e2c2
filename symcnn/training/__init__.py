"""Networks at work: LeNet-5 learning digits, AlexNet telling its five best guesses; the first needs the extra ``train``."""
