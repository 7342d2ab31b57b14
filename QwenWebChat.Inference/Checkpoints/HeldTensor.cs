namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The bytes of a packed tensor while its matrix is read. The rows of a matrix lie across the whole tensor, so that it
/// is read as one at the first need, and let go once every row was taken: of all the matrices of a checkpoint only
/// those in work hold memory. Several threads may read at once.
/// </summary>
/// <param name="source">The tensor.</param>
/// <param name="rowCount">Rows of the matrix.</param>
internal sealed class HeldTensor(TensorSource source, int rowCount)
{
    private readonly Lock _lock = new();
    private byte[]? _bytes;
    private int _rowsLeft;

    public TensorSource Source => source;

    /// <summary>Whether the bytes are in memory.</summary>
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

    /// <summary>The tensor's bytes, which stay the caller's even if they are let go meanwhile.</summary>
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

    /// <summary>Says that so many rows have been read. A row read twice only means that the bytes are read again.</summary>
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
