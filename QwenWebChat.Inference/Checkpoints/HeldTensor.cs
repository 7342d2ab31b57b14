namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Caches the bytes of a packed tensor while its matrix is read. The rows of a matrix are spread over the whole tensor,
/// so it is read at once when first needed, and released after every row was read: only the matrices being read hold
/// memory. Thread-safe.
/// </summary>
/// <param name="source">The tensor.</param>
/// <param name="rowCount">The number of rows of the matrix.</param>
internal sealed class HeldTensor(TensorSource source, int rowCount)
{
    private readonly Lock _lock = new();
    private byte[]? _bytes;
    private int _rowsLeft;

    public TensorSource Source => source;

    /// <summary>True if the bytes are in memory.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_lock)
            {
                return _bytes is not null;
            }
        }
    }

    /// <summary>Returns the tensor's bytes, which the caller may keep using after they are released.</summary>
    public byte[] Take()
    {
        lock (_lock)
        {
            if (_bytes is null)
            {
                _bytes = source.ReadAll();
                _rowsLeft = rowCount;
            }

            return _bytes;
        }
    }

    /// <summary>Records that so many rows have been read. If a row is read twice, the bytes are just read again.</summary>
    public void Release(int rows)
    {
        lock (_lock)
        {
            _rowsLeft -= rows;
            if (_rowsLeft <= 0)
            {
                _bytes = null;
            }
        }
    }
}
