using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <content>The keys by which known expressions are found.</content>
internal sealed partial class ExpressionPool
{
    private readonly struct IdList(Expression[] members, bool isIntersection) : IEquatable<IdList>
    {
        private readonly Expression[] _members = members;
        private readonly bool _isIntersection = isIntersection;

        public bool Equals(IdList other) => _isIntersection == other._isIntersection && _members.AsSpan().SequenceEqual(other._members);

        public override bool Equals(object? obj) => obj is IdList other && Equals(other);

        public override int GetHashCode()
        {
            int hash = _isIntersection ? 1 : 0;
            foreach (Expression member in _members)
            {
                hash = (hash * 31) + member.Id;
            }

            return hash;
        }
    }

    private sealed class SamePair : IEqualityComparer<(BytePartition Left, BytePartition Right)>
    {
        public bool Equals((BytePartition Left, BytePartition Right) x, (BytePartition Left, BytePartition Right) y) => ReferenceEquals(x.Left, y.Left) && ReferenceEquals(x.Right, y.Right);

        public int GetHashCode((BytePartition Left, BytePartition Right) pair) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Left), RuntimeHelpers.GetHashCode(pair.Right));
    }
}
