"""Backward passes written by hand in NumPy, right ones, each with switches that plant one mistake."""

import numpy as np


def conv_2d(dY, X, W, b, stride=1, padding=0, *, mistake=""):
    k_h, k_w = W.shape
    height, width = X.shape
    p = padding
    padded = np.pad(X, p)
    d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
    step = 1 if mistake == "stride" else stride
    kernel = W[::-1, ::-1] if mistake == "kernel" else W
    for i in range(dY.shape[0] - (mistake == "last row")):
        for j in range(dY.shape[1]):
            rows, columns = slice(i * step, i * step + k_h), slice(j * step, j * step + k_w)
            if mistake == "overlap":
                d_padded[rows, columns] = kernel * dY[i, j]
            else:
                d_padded[rows, columns] += kernel * dY[i, j]
            if mistake == "sum":
                dW = padded[rows, columns] * dY[i, j]
            else:
                dW += padded[rows, columns] * dY[i, j]
    dX = d_padded[p:p + height, p:p + width]
    db = dY.sum()
    match mistake:
        case "turned":
            dW = dW[::-1, ::-1]
        case "left on":
            dX = d_padded
        case "cut at end":
            dX = d_padded[:height, :width]
        case "cut by minus p":
            dX = d_padded[p:-p, p:-p]
        case "trailing":
            dX = dX[:height - (height + 2 * p - k_h) % stride, :width - (width + 2 * p - k_w) % stride]
        case "valid":
            dX = dX[k_h - 1:height - k_h + 1, k_w - 1:width - k_w + 1]
        case "mean":
            db = dY.mean()
        case "not summed":
            db = dY
        case "one axis":
            db = dY.sum(axis=0)
        case "sign":
            dX = -dX
        case "transposed":
            dW = dW.T
        case "exchanged":
            dX, dW = dW, dX
        case "raises":
            if p == 0:
                raise IndexError("nothing to cut")
        case "changes":
            dY *= 0
        case "halved":
            dW = dW / 2
        case "over positions":
            dW = dW / dY.size
        case "value":
            dX = X
        case "random":
            dX = dX + np.arange(dX.size).reshape(dX.shape) ** 3 * 7
        case "two":
            dX, dW = -dX, dW[::-1, ::-1]
    return dX, dW, db


def conv_channels(dY, X, W, b, stride, padding, *, mistake=""):
    p = padding
    padded = np.pad(X, ((0, 0), (p, p), (p, p)))
    d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
    _, _, k_h, k_w = W.shape
    for o in range(dY.shape[0]):
        for i in range(dY.shape[1]):
            for j in range(dY.shape[2]):
                at = np.s_[:, i * stride:i * stride + k_h, j * stride:j * stride + k_w]
                dW[o] += padded[at] * dY[o, i, j]
        if mistake == "channels":
            d_padded[:] = 0
        for i in range(dY.shape[1]):
            for j in range(dY.shape[2]):
                at = np.s_[:, i * stride:i * stride + k_h, j * stride:j * stride + k_w]
                d_padded[at] += W[o] * dY[o, i, j]
    db = dY.mean(axis=(1, 2)) if mistake == "mean" else dY.sum(axis=(1, 2))
    if mistake == "partly summed":
        db = dY.sum(axis=2)
    dX = d_padded[:, p:p + X.shape[1], p:p + X.shape[2]]
    return {"dX": dX, "dW": dW.swapaxes(0, 1) if mistake == "axes" else dW, "db": db}


def conv_1d(dy, x, w, b, stride, pad, *, mistake=""):
    padded = np.pad(x, pad)
    d_padded, dw = np.zeros_like(padded), np.zeros_like(w)
    for i in range(len(dy)):
        at = slice(i * stride, i * stride + len(w))
        d_padded[at] += (w[::-1] if mistake == "kernel" else w) * dy[i]
        dw += padded[at] * dy[i]
    return d_padded[pad:pad + len(x)], dw, dy.sum()


def max_pool(dout, X, kernel_size, stride, *, mistake=""):
    dX = np.zeros_like(X)
    k = kernel_size
    for i in range(dout.shape[0]):
        for j in range(dout.shape[1]):
            at = np.s_[i * stride:i * stride + k, j * stride:j * stride + k]
            window = X[at]
            mask = window == window.max()
            match mistake:
                case "every":
                    mask = np.ones_like(window)
                case "last":
                    mask = np.zeros_like(window)
                    mask[-1, -1] = 1
                case "smallest":
                    mask = window == window.min()
                case "shares":
                    mask = np.ones_like(window) / k**2
            if mistake == "overlap":
                dX[at] = mask * dout[i, j]
            elif mistake == "set":
                dX[at][mask] = dout[i, j]
            else:
                dX[at] += mask * dout[i, j]
    return dX


def avg_pool(grad_output, x, k, *, mistake=""):
    dx = np.zeros_like(x)
    factor = {"missing": 1.0, "doubled": 1 / k**4, "one over k": 1 / k}.get(mistake, 1 / k**2)
    for i in range(grad_output.shape[0]):
        for j in range(grad_output.shape[1]):
            dx[i * k:i * k + k, j * k:j * k + k] += grad_output[i, j] * factor
    return dx


def dense(dY, X, W, b, *, mistake=""):
    dW = np.outer(X, dY) if mistake == "transposed" else np.outer(dY, X)
    dX = (W if mistake == "not square" else W.T) @ dY
    return dX, dW, dY * X if mistake == "bias" else dY


def relu(dY, X, *, mistake=""):
    match mistake:
        case "no gate":
            return dY
        case "gate of dY":
            return dY * (dY > 0)
        case "turned":
            return dY * (X < 0)
        case "value":
            return dY * np.maximum(X, 0)
        case "in place":
            dY[X <= 0] = 0
            return dY
    return dY * (X > 0)


def sigmoid(dA, Z, *, mistake=""):
    s = 1 / (1 + np.exp(-Z))
    match mistake:
        case "no slope":
            return dA
        case "at value":
            t = 1 / (1 + np.exp(-s))
            return dA * t * (1 - t)
        case "twice":
            return dA * (s * (1 - s)) ** 2
        case "tanh":
            return dA * (1 - s**2)
    return dA * s * (1 - s)


def softmax(dY, X, *, mistake=""):
    y = np.exp(X) / np.exp(X).sum()
    if mistake == "diagonal":
        return dY * y * (1 - y)
    return y * (dY - (dY * y).sum())


def network(X, W, b, T, *, mistake=""):
    """Convolution, ReLU and squared error: relu(conv(X, W) + b)."""
    k_h, k_w = W.shape
    out = np.zeros((X.shape[0] - k_h + 1, X.shape[1] - k_w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (X[i:i + k_h, j:j + k_w] * W).sum() + b
    a = np.maximum(out, 0)
    d_a = (1 if mistake == "factor" else 2) * (a if mistake == "prediction" else a - T)
    d_z = d_a if mistake == "gate" else d_a * (out > 0)
    dW, dX = np.zeros_like(W), np.zeros_like(X)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            dW += X[i:i + k_h, j:j + k_w] * d_z[i, j]
            dX[i:i + k_h, j:j + k_w] += W * d_z[i, j]
    return {"W": dW, "X": dX, "b": d_z.sum()}
