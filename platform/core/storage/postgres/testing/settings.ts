/** Tests do not outlive a power cut: no flushing, and little memory. */
export const TEST_SETTINGS = { fsync: 'off', shared_buffers: '16MB' };
